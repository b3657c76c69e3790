package dispatch

// firstFrame returns the frame of the function whose arguments begin at an
// address: above it are the return address and the arguments.
func firstFrame(arguments uintptr) uintptr { return arguments - 2*wordSize }

// argumentsOf returns where the arguments of the function with that frame begin.
func argumentsOf(frame uintptr) uintptr { return frame + 2*wordSize }
