/* TODO: count */
