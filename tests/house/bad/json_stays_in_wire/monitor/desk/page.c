static const char *page = "{\"level\":2}";
