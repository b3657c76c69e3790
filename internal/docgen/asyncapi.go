package docgen

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// AsyncAPIVersion is the version of the specification that AsyncAPI follows.
const AsyncAPIVersion = "3.0.0"

// object is one of JSON's; its keys are written sorted.
type object map[string]any

// AsyncAPI returns the document that tools of AsyncAPI read. Its title is the
// module's path; the version of the application is not known here.
func AsyncAPI(d *Document) []byte {
	a := &async{
		doc: d, schemas: newSchemas(d),
		channels: object{}, operations: object{}, messages: object{}, payloads: object{}, needs: map[string][]contract.Field{},
	}
	for _, e := range d.Events {
		a.emitted(e)
	}
	for _, p := range d.Packages {
		for _, h := range p.Hears {
			a.heard(p, h)
		}
	}
	return encode(object{
		"asyncapi":           AsyncAPIVersion,
		"info":               object{"title": cmp.Or(d.module, "events"), "version": "0.0.0"},
		"defaultContentType": "application/json",
		"channels":           a.channels,
		"operations":         a.operations,
		"components":         object{"messages": a.messages, "schemas": a.payloads},
	})
}

// async is one document in the making.
type async struct {
	doc                                      *Document
	schemas                                  *schemas
	channels, operations, messages, payloads object
	needs                                    map[string][]contract.Field // of what is only heard
}

func (a *async) emitted(e *Event) {
	if a.channels[e.Name] == nil {
		a.channel(e.Name, e.Description)
		a.payload(e.Name, e.Fields, e.Package+"."+e.GoName)
	}
	a.operation("emit_", "send", e.Name, a.doc.emitters(e.Name))
	if len(e.HeardBy) > 0 {
		a.operation("on_", "receive", e.Name, e.HeardBy)
	}
}

// heard adds what nobody here emits. Namespaces are no channels.
func (a *async) heard(p *Package, h *Heard) {
	if len(h.From) > 0 || strings.HasSuffix(h.Name, "*") {
		return
	}
	by := []string{p.Path}
	if before, ok := a.operations["on_"+h.Name].(object); ok {
		by = append(before["x-packages"].([]string), by...)
	}
	a.channel(h.Name, h.description)
	if h.declares {
		a.needs[h.Name] = merge(a.needs[h.Name], h.Needs)
		a.payload(h.Name, a.needs[h.Name], p.Path+"."+h.goName)
	}
	a.operation("on_", "receive", h.Name, by)
}

// merge adds to the fields that one listener needs those of another. What
// either can't do without is required.
func merge(have, more []contract.Field) []contract.Field {
	for _, f := range more {
		i := slices.IndexFunc(have, func(h contract.Field) bool { return h.Name == f.Name })
		if i < 0 {
			have = append(have, f)
		} else {
			if !f.IsOptional() {
				have[i].Type = have[i].ValueType()
			}
		}
	}
	return have
}

// channel adds one with its message, where it is new. The first text that there
// is describes it.
func (a *async) channel(name, description string) {
	if a.channels[name] == nil {
		a.channels[name] = object{"address": name, "messages": object{name: ref("components", "messages", name)}}
		a.messages[name] = object{"name": name, "title": name}
	}
	message := a.messages[name].(object)
	if text := plain(description); text != "" && message["summary"] == nil {
		message["summary"] = text
	}
}

// payload adds the schema of an event's message.
func (a *async) payload(name string, fields []contract.Field, goType string) {
	a.payloads[name] = a.schemas.payload(fields, goType)
	a.messages[name].(object)["payload"] = ref("components", "schemas", name)
}

// operation refers to the channel's message: one to components is not allowed,
// though no schema says so.
func (a *async) operation(prefix, action, name string, packages []string) {
	a.operations[prefix+name] = object{
		"action": action, "channel": ref("channels", name),
		"messages":   []object{ref("channels", name, "messages", name)},
		"x-packages": packages,
	}
}

// ref is a reference within the document.
func ref(path ...string) object {
	var out strings.Builder
	out.WriteString("#")
	for _, elem := range path {
		out.WriteString("/" + pointer.Replace(elem))
	}
	return object{"$ref": out.String()}
}

var pointer = strings.NewReplacer("~", "~0", "/", "~1")
