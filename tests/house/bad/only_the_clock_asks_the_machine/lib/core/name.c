long name(void)
{
    return time(NULL);
}
