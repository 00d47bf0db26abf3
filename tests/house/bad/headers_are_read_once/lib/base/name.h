int name(void);
