package add

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/spec"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A newEvent is the event that the user wants to declare, as given by the arguments
// and flags. It has passed the checks that need no package; planDeclaration checks
// it against the package.
type newEvent struct {
	name, goName, description string
	listens                   bool // declare it in Listens, not in Emits
	fields                    []newField
}

// A newField is an argument FIELD:HINT.
type newField struct{ name, goName, hint string }

// listName returns the name of the variable in which the event belongs.
func (e *newEvent) listName() string {
	if e.listens {
		return "Listens"
	}
	return "Emits"
}

// parseEvent parses the arguments NAME FIELD:HINT .... It reports all mistakes at
// once, by the rules that apply to declarations, so that most are found before a
// file is written.
func parseEvent(args []string) (*newEvent, error) {
	if len(args) == 0 {
		return nil, errors.New("no event name; write one, as in evgen add user.login user_id:int64; run evgen add -h for the manual")
	}
	e := &newEvent{name: args[0]}
	var faults spec.Errors
	if fault := e.parseName(); fault != "" {
		faults = append(faults, &spec.Error{Text: fault})
	}
	for _, arg := range args[1:] {
		if fault := e.parseField(arg); fault != "" {
			faults = append(faults, &spec.Error{Text: fault})
		}
	}
	if faults == nil {
		faults = e.pathFaults()
	}
	if faults != nil {
		return nil, faults
	}
	return e, nil
}

// pathFaults are those of fields inside structs.
func (e *newEvent) pathFaults() (faults spec.Errors) {
	_, found := typehint.Nest(e.goName, e.keys())
	for _, fault := range found {
		faults = append(faults, &spec.Error{Text: fmt.Sprintf("field %q %s", e.fields[fault.Key].name, fault.Reason)})
	}
	return faults
}

// parseName returns what is wrong with the name, or "".
func (e *newEvent) parseName() (fault string) {
	if fault := eventname.NameFault(e.name); fault != "" {
		return fmt.Sprintf("event name %q %s", e.name, fault)
	}
	var ok bool
	if e.goName, ok = eventname.GoName(e.name); !ok {
		return fmt.Sprintf("cannot make a Go name from %q; begin it with a letter, or declare the event by hand with a GoName", e.name)
	}
	return ""
}

// parseField adds the field of an argument, or returns what is wrong with it.
func (e *newEvent) parseField(arg string) (fault string) {
	name, fieldHint, ok := strings.Cut(arg, ":")
	switch {
	case strings.HasPrefix(arg, "-"):
		return fmt.Sprintf("flag %s follows the event name; write flags before it", arg)
	case !ok:
		return fmt.Sprintf("field %q has no type; write it after a colon, as in %s:string", arg, arg)
	}
	f := newField{name: name, hint: fieldHint}
	if fault := f.check(); fault != "" {
		return fault
	}
	for _, other := range e.fields {
		if fault := f.clashWith(other); fault != "" {
			return fault
		}
	}
	e.fields = append(e.fields, f)
	return ""
}

// check sets the Go name, and returns what is wrong with the field, or "".
func (f *newField) check() (fault string) {
	if name, ok := strings.CutPrefix(f.name, "*"); ok {
		return fmt.Sprintf("field %q begins with '*'; write %s:*%s: an optional field has the * before its type", f.name, name, f.hint)
	}
	if fault := eventname.FieldFault(f.name); fault != "" && !typehint.IsPath(f.name) {
		return fmt.Sprintf("field %q %s", f.name, fault)
	}
	var ok bool
	if f.goName, ok = eventname.GoName(f.name); !ok && !typehint.IsPath(f.name) {
		return fmt.Sprintf("cannot make a Go name from the field %q; use letters", f.name)
	}
	if _, err := typehint.Parse(f.hint); err != nil {
		return fmt.Sprintf("field %q: %v", f.name, err)
	}
	return ""
}

// clashWith returns why a payload cannot have both fields, or "".
func (f *newField) clashWith(earlier newField) (fault string) {
	switch {
	case f.name == earlier.name:
		return fmt.Sprintf("field %q is given twice; remove one", f.name)
	case strings.EqualFold(f.name, earlier.name):
		return fmt.Sprintf("fields %q and %q differ only in case, which JSON ignores; rename one", earlier.name, f.name)
	case f.goName == earlier.goName && f.goName != "": // a path has none
		return fmt.Sprintf("fields %q and %q both have the Go name %s; rename one", earlier.name, f.name, f.goName)
	}
	return ""
}

// nested returns the payload with the structs that paths declare.
func (e *newEvent) nested() *typehint.Struct {
	root, _ := typehint.Nest(e.goName, e.keys())
	return root
}

func (e *newEvent) keys() (keys []string) {
	for _, f := range e.fields {
		keys = append(keys, f.name)
	}
	return keys
}

// isDeclaredIn reports whether the package has the event as the user wants it.
func (e *newEvent) isDeclaredIn(p *spec.Package) bool {
	for _, declared := range p.All() {
		if declared.Name == e.name {
			return declared.Listens == e.listens && declared.Description == e.description && len(declared.Fields) == len(e.nested().Fields)
		}
	}
	return false
}
