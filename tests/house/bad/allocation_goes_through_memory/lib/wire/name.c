void *name(void)
{
    return malloc(1);
}
