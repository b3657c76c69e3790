package events

import (
	"fmt"
	"strings"
)

// A ContractError is a contract violation: a field of an emit, or of an event that
// a listener listens to, that does not match the declaration; a name that is not
// declared; or generated code that is out of date. If it is about a field,
// errors.As finds a [*PayloadError] in it.
type ContractError struct {
	Topic    string `json:"topic"`              // the event's name
	Source   string `json:"source"`             // the owner that emits it, or declares it
	Listener string `json:"listener,omitempty"` // the owner that listens for another field; empty: an emit does not match the declaration
	Field    string `json:"field,omitempty"`    // or its path inside the payload: "lines[0].qty" of a value, "lines[].qty" of a type
	Want     string `json:"want,omitempty"`     // the type; "nothing" for a field that is not declared
	Have     string `json:"have,omitempty"`     // the type; "nothing" for a field that is missing
	Near     string `json:"near,omitempty"`     // the field or the name that was probably meant, if any
	File     string `json:"file,omitempty"`     // of the first such emit, or of the source's generated code
	Line     int    `json:"line,omitempty"`

	ListenerFile string `json:"listener_file,omitempty"` // of the listener's generated code
	ListenerLine int    `json:"listener_line,omitempty"`

	Undeclared bool `json:"undeclared,omitempty"` // the name is not declared
	Stale      bool `json:"stale,omitempty"`      // the code that evgen wrote is out of date
}

// Error names the event, its source, the place and the remedy.
func (e *ContractError) Error() string {
	var out strings.Builder
	fmt.Fprintf(&out, "events: %q", clip(e.Topic))
	if e.Source != "" {
		fmt.Fprintf(&out, " from %q", clip(e.Source))
	}
	out.WriteString(placeText(e.File, e.Line))
	switch {
	case e.Undeclared:
		fmt.Fprintf(&out, " is not declared%s; list it in the plugin's Emits, or pass it to Bus.Declare", didYouMean(e.Near))
	case e.Stale:
		out.WriteString(": generated code is out of date; run go generate in its package")
	case e.Listener != "":
		fmt.Fprintf(&out, ": %q%s listens for field %q as %s, ", clip(e.Listener), placeText(e.ListenerFile, e.ListenerLine), e.Field, e.Want)
		if e.Have == nothingType {
			out.WriteString("which is not declared")
		} else {
			fmt.Fprintf(&out, "which is declared as %s", e.Have)
		}
		fmt.Fprintf(&out, "%s; change one of the two declarations", didYouMean(e.Near))
	case e.Want == nothingType:
		fmt.Fprintf(&out, ": field %q (%s) is not declared%s", e.Field, e.Have, didYouMean(e.Near))
	case e.Have == nothingType:
		fmt.Fprintf(&out, ": field %q (%s) is missing", e.Field, e.Want)
	default:
		fmt.Fprintf(&out, ": field %q is declared as %s, and is %s", e.Field, e.Want, e.Have)
	}
	return out.String()
}

// Unwrap returns the fault as a *PayloadError if it is about a field, otherwise
// nil.
func (e *ContractError) Unwrap() error {
	if e.Field == "" {
		return nil
	}
	return &PayloadError{e.Topic, e.Field, e.Want, e.Have}
}

func placeText(file string, line int) string {
	if file == "" {
		return ""
	}
	return fmt.Sprintf(" (%s:%d)", file, line)
}

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", near)
}
