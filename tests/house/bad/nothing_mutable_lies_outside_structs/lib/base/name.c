static int count = 0;
