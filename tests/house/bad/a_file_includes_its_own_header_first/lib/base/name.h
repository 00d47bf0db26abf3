/* Name. */
#pragma once
