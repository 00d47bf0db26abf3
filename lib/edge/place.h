/* Where things are: the other programs, the rules, the state folder. Programs run from the build
 * folder as well as installed, so places are found from where the running program lies:
 *   build:      <build>/monitor/surge/tocsin-surge, <source>/rules
 *   installed:  <prefix>/bin/tocsin-surge, <prefix>/share/tocsin/rules
 * Every path returned is yours to free. */
#pragma once

#include "base/fault.h"

/* "tocsin-surge" -> the path of that program. FAULT_SETUP when it is nowhere. */
int place_program(const char *name, char **path, struct fault *fault) MUST_CHECK;

/* "rules", "deploy/demo" … -> that file or folder of the source tree, or of share/tocsin. */
int place_share(const char *name, char **path, struct fault *fault) MUST_CHECK;

/* "monitor/console/dist" … -> what the build made under that name, or share/tocsin. */
int place_built(const char *name, char **path, struct fault *fault) MUST_CHECK;

/* The rules: `given` (--rules, may be NULL), else TOCSIN_RULES, else place_share("rules"). */
int place_rules(const char *given, char **path, struct fault *fault) MUST_CHECK;

/* The folder that holds the state folders: $XDG_STATE_HOME/tocsin or ~/.local/state/tocsin. */
char *place_state_base(void);

/* The state folder of the installation that a client means: `given` (--state, may be NULL), else
 * TOCSIN_STATE, else the one that `tocsin up` started last on this machine. */
char *place_state(const char *given);
