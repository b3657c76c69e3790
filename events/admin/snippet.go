package admin

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/goname"
	"github.com/fastpluggy/eventbus/internal/hint"
)

// typedSnippet returns the code of a plugin that listens to an event with
// generated code: the fields that it reads, go generate, and a listener.
func typedSnippet(e events.EventSpec, fields []events.FieldInfo) string {
	name := e.GoName
	if name == "" {
		var ok bool
		if name, ok = goname.Of(e.Name); !ok {
			name = "Event" // evgen will ask for a GoName
		}
	}
	var b strings.Builder
	b.WriteString("//go:generate go tool evgen\n\nvar Listens = []events.EventSpec{{\n")
	if e.GoName == "" {
		fmt.Fprintf(&b, "\tName: %q,\n", e.Name)
	} else {
		fmt.Fprintf(&b, "\tName:   %q,\n\tGoName: %q,\n", e.Name, e.GoName)
	}
	if len(fields) > 0 {
		b.WriteString("\tPayload: events.Schema{\n")
		longest := 0
		for _, f := range fields {
			longest = max(longest, len(f.Name))
		}
		for _, f := range fields { // aligned as gofmt does
			fmt.Fprintf(&b, "\t\t%q:%*s%q,\n", f.Name, longest-len(f.Name)+1, "", f.Type)
		}
		b.WriteString("\t},\n")
	}
	b.WriteString("}}\n\n// after go generate:\n")
	fmt.Fprintf(&b, "%sTopic.On(bus, func(ctx context.Context, p %s) error {\n\treturn nil\n})", name, name)
	return b.String()
}

// untypedSnippet returns the code of a plugin that listens to an event by field
// names.
func untypedSnippet(name string, fields []events.FieldInfo) string {
	var b strings.Builder
	fmt.Fprintf(&b, "bus.On(%s, func(ctx context.Context, e events.Event) error {\n", strconv.Quote(name))
	var vars []string
	for _, f := range fields {
		v := variableName(f.Name)
		vars = append(vars, v)
		fmt.Fprintf(&b, "\t%s, err := events.Field[%s](e, %q)\n\tif err != nil {\n\t\treturn err\n\t}\n", v, goType(f.Type), f.Name)
	}
	if len(vars) > 0 {
		fmt.Fprintf(&b, "\tfmt.Println(%s)\n", strings.Join(vars, ", "))
	}
	b.WriteString("\treturn nil\n})")
	return b.String()
}

// variableName makes a Go variable name of a field: "user_id" gives userID. Names
// that Go or the snippet already uses get a suffix.
func variableName(field string) string {
	name, ok := goname.Of(field)
	if !ok {
		return "value"
	}
	runes := []rune(name)
	for i := range runes {
		if !unicode.IsUpper(runes[i]) || i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(runes[i])
	}
	if name = string(runes); reservedNames[name] {
		return name + "Field"
	}
	return name
}

var reservedNames = func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq("break case chan const continue default defer else fallthrough for func go goto if import interface " +
		"map package range return select struct switch type var ctx e err bus events fmt context error string int any nil true false time netip") {
		all[word] = true
	}
	return all
}()

// goType writes a hint as Go source: "net/netip.Addr" as netip.Addr.
func goType(typ string) string {
	t, err := hint.Parse(typ)
	if err != nil {
		return "any"
	}
	return t.Format(func(p, name string) string {
		if p == "" {
			return name
		}
		return path.Base(p) + "." + name
	})
}
