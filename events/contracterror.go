package events

import (
	"fmt"
	"strings"
)

// A ContractError says what disagrees with a declaration: a field of an emit,
// or of what a listener expects; a name that nobody has declared; or generated
// code. Where it is about a field, errors.As finds a [*PayloadError] in it.
type ContractError struct {
	Topic    string `json:"topic"`              // the event's name
	Source   string `json:"source"`             // who emits it, or declares it
	Listener string `json:"listener,omitempty"` // whose expectation is not met; empty: the declaration is not kept
	Field    string `json:"field,omitempty"`
	Want     string `json:"want,omitempty"` // the type; "nothing" for a field that is not declared
	Have     string `json:"have,omitempty"` // the type; "nothing" for a field that is missing
	Near     string `json:"near,omitempty"` // the field or the name that was probably meant
	File     string `json:"file,omitempty"` // of the emit that was the first, or of the source's generated code
	Line     int    `json:"line,omitempty"`

	ListenerFile string `json:"listener_file,omitempty"` // of the listener's generated code
	ListenerLine int    `json:"listener_line,omitempty"`

	Undeclared bool `json:"undeclared,omitempty"` // nobody has declared the name
	Stale      bool `json:"stale,omitempty"`      // the code that evgen wrote is of another declaration
}

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
		out.WriteString(" is declared in other words than when its code was generated; run go generate in its package")
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

// Unwrap returns what is wrong as a *PayloadError, where it is about a field.
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
