void name(void)
{
    OWNED(text) struct text text;
}
