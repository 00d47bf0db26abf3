void name(void)
{
    printf("name");
}
