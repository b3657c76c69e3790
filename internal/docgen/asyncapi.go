package docgen

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// AsyncAPIVersion is the version of the specification that AsyncAPI follows.
const AsyncAPIVersion = "3.0.0"

// jsonObject is an object of JSON. Its keys are written sorted.
type jsonObject map[string]any

// AsyncAPI returns an AsyncAPI document. Its title is the module's path; the version
// of the application is not known here.
func AsyncAPI(d *Document) []byte {
	a := &asyncDocument{
		doc: d, schemas: newSchemas(d),
		channels: jsonObject{}, operations: jsonObject{}, messages: jsonObject{}, payloads: jsonObject{}, needs: map[string][]contract.Field{},
	}
	for _, e := range d.Events {
		a.addEmitted(e)
	}
	for _, p := range d.Packages {
		for _, h := range p.Listens {
			a.addListenedEvent(p, h)
		}
	}
	return encodeJSON(jsonObject{
		"asyncapi":           AsyncAPIVersion,
		"info":               jsonObject{"title": cmp.Or(d.module, "events"), "version": "0.0.0"},
		"defaultContentType": "application/json",
		"channels":           a.channels,
		"operations":         a.operations,
		"components":         jsonObject{"messages": a.messages, "schemas": a.payloads},
	})
}

// asyncDocument collects the parts of a document.
type asyncDocument struct {
	doc                                      *Document
	schemas                                  *schemaBuilder
	channels, operations, messages, payloads jsonObject
	needs                                    map[string][]contract.Field // of events that no package emits
}

func (a *asyncDocument) addEmitted(e *Event) {
	if a.channels[e.Name] == nil {
		a.addChannel(e.Name, e.Description)
		a.addPayload(e.Name, e.Fields, e.Package+"."+e.GoName)
	}
	a.addOperation("emit_", "send", e.Name, a.doc.emittersOf(e.Name))
	if len(e.Listeners) > 0 {
		a.addOperation("on_", "receive", e.Name, e.Listeners)
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
	if h.declares {
		a.needs[h.Name] = mergeNeeds(a.needs[h.Name], h.Needs)
		a.addPayload(h.Name, a.needs[h.Name], p.Path+"."+h.goName)
	}
	a.addOperation("on_", "receive", h.Name, by)
}

// mergeNeeds adds to the fields that one listener needs those of another. A field that
// one of them requires is required.
func mergeNeeds(have, more []contract.Field) []contract.Field {
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

// addPayload adds the schema of an event's message.
func (a *asyncDocument) addPayload(name string, fields []contract.Field, goType string) {
	a.payloads[name] = a.schemas.payloadSchema(fields, goType)
	a.messages[name].(jsonObject)["payload"] = reference("components", "schemas", name)
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
