#include <stdio.h>
#include "base/name.h"
