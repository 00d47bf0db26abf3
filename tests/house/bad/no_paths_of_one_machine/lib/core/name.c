static const char *path = "/Users/somebody/rules";
