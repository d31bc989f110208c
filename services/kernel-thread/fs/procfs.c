#include "fs/procfs.h"
void procfs_register(void)
{
}
