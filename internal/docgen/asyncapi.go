package docgen

import (
	"cmp"
	"strings"
)

// AsyncAPIVersion is the version of the specification that AsyncAPI follows.
const AsyncAPIVersion = "3.0.0"

// jsonObject is an object of JSON. Its keys are written sorted.
type jsonObject map[string]any

// AsyncAPI returns an AsyncAPI document. Its title is the module's path; the version
// of the application is not known here.
func AsyncAPI(d *Document) []byte {
	a := &asyncDocument{doc: d, channels: jsonObject{}, operations: jsonObject{}, messages: jsonObject{}, schemas: jsonObject{}}
	for _, e := range d.Events {
		a.addEmitted(e)
	}
	for _, e := range d.Undeclared {
		a.addChannel(e.Name, "")
		a.addOperations(e.Name, e.Emitters, e.Listeners)
	}
	for _, p := range d.Packages {
		for _, h := range p.Listens {
			a.addListenedEvent(p, h)
		}
	}
	a.addPayloads()
	return encodeJSON(jsonObject{
		"asyncapi":           AsyncAPIVersion,
		"info":               jsonObject{"title": cmp.Or(d.module, "events"), "version": "0.0.0"},
		"defaultContentType": "application/json",
		"channels":           a.channels,
		"operations":         a.operations,
		"components":         jsonObject{"messages": a.messages, "schemas": a.schemas},
	})
}

// asyncDocument collects the parts of a document.
type asyncDocument struct {
	doc                                     *Document
	channels, operations, messages, schemas jsonObject
}

func (a *asyncDocument) addEmitted(e *Event) {
	if a.channels[e.Name] == nil {
		a.addChannel(e.Name, e.Description)
	}
	a.addOperations(e.Name, a.doc.ownEmittersOf(e.Name), e.Listeners)
}

func (a *asyncDocument) addOperations(name string, emitters, listeners []string) {
	if len(emitters) > 0 {
		a.addOperation("emit_", "send", name, emitters)
	}
	if len(listeners) > 0 {
		a.addOperation("on_", "receive", name, listeners)
	}
}

// addListenedEvent adds an event that is listened to and not emitted here. A
// namespace is not a channel.
func (a *asyncDocument) addListenedEvent(p *Package, h *ListenedEvent) {
	if len(h.From) > 0 || strings.HasSuffix(h.Name, "*") {
		return
	}
	by := []string{p.Path}
	if before, ok := a.operations["on_"+h.Name].(jsonObject); ok {
		by = append(before["x-packages"].([]string), by...)
	}
	a.addChannel(h.Name, h.description)
	a.addOperation("on_", "receive", h.Name, by)
}

// addChannel adds a channel with its message, unless it is there already. The first
// description that is not empty becomes its summary.
func (a *asyncDocument) addChannel(name, description string) {
	if a.channels[name] == nil {
		a.channels[name] = jsonObject{"address": name, "messages": jsonObject{name: reference("components", "messages", name)}}
		a.messages[name] = jsonObject{"name": name, "title": name}
	}
	message := a.messages[name].(jsonObject)
	if text := plainText(description); text != "" && message["summary"] == nil {
		message["summary"] = text
	}
}

// addPayloads adds the schemas of the messages, by the names of their events, and of the
// named types in them.
func (a *asyncDocument) addPayloads() {
	payloads := a.doc.payloads()
	naming := newTypeNaming(schemaCandidates, map[string]bool{})
	for _, p := range payloads {
		naming.taken[p.event] = true
		for _, goType := range p.goTypes {
			naming.names[goType] = p.event
		}
	}
	naming.add(a.doc.namedTypes(payloads))
	s := &schemaBuilder{shapes: a.doc.shapes, names: naming.names, at: []string{"components", "schemas"}, isAsync: true}
	for _, p := range payloads {
		a.schemas[p.event] = s.withGoType(s.objectSchema(p.fields), p.goType)
		a.messages[p.event].(jsonObject)["payload"] = reference("components", "schemas", p.event)
	}
	s.addDefinitions(a.schemas)
}

// addOperation refers to the channel's message: a reference to components is not
// allowed, though the schema of AsyncAPI accepts it.
func (a *asyncDocument) addOperation(prefix, action, name string, packages []string) {
	a.operations[prefix+name] = jsonObject{
		"action": action, "channel": reference("channels", name),
		"messages":   []jsonObject{reference("channels", name, "messages", name)},
		"x-packages": packages,
	}
}

// reference is a reference within the document.
func reference(path ...string) jsonObject {
	var out strings.Builder
	out.WriteString("#")
	for _, elem := range path {
		out.WriteString("/" + pointer.Replace(elem))
	}
	return jsonObject{"$ref": out.String()}
}

var pointer = strings.NewReplacer("~", "~0", "/", "~1")
