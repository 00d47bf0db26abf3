void name(void)
{
    goto end;
end:;
}
