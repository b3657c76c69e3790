module checks/lock
