package document

import (
	"cmp"
	"strings"
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
		channels: object{}, operations: object{}, messages: object{}, payloads: object{},
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
	if a.channels[h.Name] == nil {
		a.channel(h.Name, h.description)
	}
	if _, known := a.payloads[h.Name]; h.declares && !known {
		a.payload(h.Name, h.Needs, p.Path+"."+h.goName)
	}
	a.operation("on_", "receive", h.Name, by)
}

// channel adds one with its message.
func (a *async) channel(name, description string) {
	message := object{"name": name, "title": name}
	if text := plain(description); text != "" {
		message["summary"] = text
	}
	a.messages[name] = message
	a.channels[name] = object{"address": name, "messages": object{name: ref("components", "messages", name)}}
}

// payload adds the schema of an event's message.
func (a *async) payload(name string, fields []Field, goType string) {
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
