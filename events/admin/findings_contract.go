package admin

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/events"
)

// contractFindings makes findings of payloads and listeners that do not match a
// declaration.
func (snap *snapshot) contractFindings(faults []events.ContractFault) (all []Finding) {
	for _, c := range faults {
		f := Finding{Kind: "contract", Grave: true, Topic: c.Topic, Owner: c.Source, File: c.File, Line: c.Line, Near: c.Near}
		f.What, f.Do = describeFault(c.ContractError)
		if c.Listener != "" {
			f.Owner, f.Listener = c.Listener, ""
			if c.ListenerFile != "" {
				f.File, f.Line = c.ListenerFile, c.ListenerLine
			}
		}
		if c.Count > 1 {
			f.What += fmt.Sprintf(" Seen %s.", formatTimes(c.Count))
		}
		all = append(all, f)
	}
	return all
}

// describeFault says what is wrong and what to do. Of a value that was found it
// names only the type, since the value belongs to the payload.
func describeFault(e events.ContractError) (what, do string) {
	have, _, _ := strings.Cut(e.Have, " ")
	field := cutText(e.Field, 128)
	switch {
	case e.Undeclared:
		what, do = ownerName(e.Source)+" emits it, but it is not declared.", "Add it to the plugin's Emits, or pass it to Bus.Declare."
	case e.Stale:
		what, do = "Its declaration has changed since its code was generated.", "Run go generate in its package."
	case e.Listener != "" && have == "nothing":
		what = fmt.Sprintf("%s reads the field %s (%s), which %s does not declare.", e.Listener, field, e.Want, ownerName(e.Source))
	case e.Listener != "":
		what = fmt.Sprintf("%s reads the field %s as %s; %s declares it as %s.", e.Listener, field, e.Want, ownerName(e.Source), have)
	case e.Want == "nothing":
		what, do = fmt.Sprintf("%s emits the field %s (%s), which is not declared.", ownerName(e.Source), field, have), "Declare the field, or leave it out."
	case have == "nothing":
		what, do = fmt.Sprintf("%s omits the field %s (%s).", ownerName(e.Source), field, e.Want), "Emit the field, or declare it as optional, with * before its type."
	default:
		what, do = fmt.Sprintf("%s emits the field %s as %s; it is declared as %s.", ownerName(e.Source), field, have, e.Want), "Change the emitted value or the declaration, so that the types agree."
	}
	if e.Near != "" {
		what += fmt.Sprintf(" Did you mean %s?", e.Near)
	}
	return what, cmp.Or(do, "Change one of the two declarations, and run go generate.")
}
