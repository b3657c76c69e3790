package events

// MarshalText returns the error's text, for JSON: in an object, what it wraps
// would be {}.
func (e *ListenerError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON; the stack is left out.
func (e *PanicError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON: in an object, what it wraps
// would be {}.
func (e *SpecError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON: in an object, what it wraps
// would be {}.
func (e *CloseError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON: in an object, what it wraps
// would be {}.
func (e *DrainError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
