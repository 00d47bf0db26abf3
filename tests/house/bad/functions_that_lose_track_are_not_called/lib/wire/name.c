void name(char *to)
{
    strcpy(to, "name");
}
