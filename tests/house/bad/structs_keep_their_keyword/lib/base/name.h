typedef struct name name_t;
