package docgen

// Plain is a text in one line.
func Plain(s string) string { return plainText(s) }

// The shape of the JSON.
type (
	DocumentJSON = documentJSON
	TypeJSON     = typeJSON
	ListenedJSON = listenedJSON
	EventJSON    = eventJSON
	FieldJSON    = fieldJSON
)
