#include "edge/clock.h"
