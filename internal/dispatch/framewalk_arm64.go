package dispatch

// firstFrame returns the frame of the caller of the function whose arguments
// begin at an address: a caller keeps the arguments next to its own frame.
func firstFrame(arguments uintptr) uintptr { return arguments - 2*wordSize }

// argumentsOf returns where the arguments of the function with that frame begin,
// or 0 for the outermost one.
func argumentsOf(frame uintptr) uintptr {
	caller := wordAt(frame)
	if caller <= frame || caller-frame > largestFrame {
		return 0
	}
	return caller + 2*wordSize
}
