package eventname

import (
	"fmt"
	"unicode/utf8"
)

const (
	maxName     = 255 // bytes of an event name
	maxSegments = 16
	maxField    = 64 // bytes of a payload field
)

// NameFault returns "" if name may name an event, otherwise the reason, as in
// "segment 2 is empty; …". A legal name has at most 16 segments of
// [A-Za-z0-9_-]+ with dots between them, and at most 255 bytes. The length is judged
// first, the reason repeats at most 64 bytes of the name, and a legal name
// costs no allocation.
func NameFault(name string) string {
	if name == "" {
		return "is empty; write one such as \"user.login\""
	}
	if len(name) > maxName {
		return fmt.Sprintf("has %d bytes, at most %d are allowed", len(name), maxName)
	}
	segment, start := 1, 0
	for i := range len(name) {
		switch c := name[i]; {
		case isWordByte(c):
		case c != '.':
			return nameByteFault(name, i)
		case i == start:
			return emptySegment(segment)
		default:
			segment, start = segment+1, i+1
		}
	}
	if start == len(name) {
		return emptySegment(segment)
	}
	if segment > maxSegments {
		return fmt.Sprintf("has %d segments, at most %d are allowed", segment, maxSegments)
	}
	return ""
}

func emptySegment(n int) string {
	return fmt.Sprintf("has an empty segment (number %d); write one dot between two words, and none at the ends", n)
}

func nameByteFault(name string, i int) string {
	c, _ := utf8.DecodeRuneInString(name[i:])
	switch c {
	case '*', '>', '#', '?':
		return fmt.Sprintf("has the wildcard %q at byte %d; use OnNamespace(\"user\") to receive all of user.…, or OnAny", c, i)
	case ':', '/':
		return fmt.Sprintf("has %q at byte %d; separate segments by dots", c, i)
	}
	return fmt.Sprintf("has %+q at byte %d; allowed are A-Z a-z 0-9 _ - and dots between segments", c, i)
}

// FieldFault returns "" if field may be a key of a declared payload, otherwise the
// reason. A legal field is a lower-case letter and then up to 63 of [A-Za-z0-9_-].
// The length is judged first; a legal field costs no allocation.
func FieldFault(field string) string {
	switch {
	case field == "":
		return "is empty; write one such as \"user_id\""
	case len(field) > maxField:
		return fmt.Sprintf("has %d bytes, at most %d are allowed", len(field), maxField)
	}
	for i := range len(field) {
		if !isWordByte(field[i]) {
			c, _ := utf8.DecodeRuneInString(field[i:])
			return fmt.Sprintf("has %+q at byte %d; allowed are A-Z a-z 0-9 _ -", c, i)
		}
	}
	if field[0] < 'a' || field[0] > 'z' {
		return fmt.Sprintf("begins with %q; begin with a lower-case letter, as in \"user_id\"", field[0])
	}
	return ""
}

// isWordByte reports whether c may be part of a segment.
func isWordByte(c byte) bool {
	return isLower(c) || isUpper(c) || isDigit(c) || c == '_' || c == '-'
}
