// This stands for the root of a module whose lock was merged badly.
module torn
