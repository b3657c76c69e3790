package vet

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A handTopic is a topic that the code makes by typed.NewTopic.
type handTopic struct {
	call *ast.CallExpr
	name string
	at   ast.Expr // the name as written
}

// checkTopicName reports the name of a topic if it is a likely typo of a name that is
// declared otherwise.
func (c *checkRun) checkTopicName(t handTopic) {
	otherwise := c.namesDeclaredOtherwise()
	if slices.Contains(otherwise, t.name) || c.lock.listens.declares(t.name) || slices.Contains(c.listenedNames(), t.name) {
		return
	}
	if near, ok := likelyTypo(t.name, otherwise, minTypoLength); ok {
		c.report(t.at, c.slipFix(t.at, t.name, near), "nothing else declares event %q; did you mean %q?", t.name, near)
	}
}

// namesDeclaredOtherwise returns the names of events that are not only those of topics
// made by hand.
func (p *busPackage) namesDeclaredOtherwise() (names []string) {
	for _, known := range []*catalog{p.facts, &p.lock.emits, hostEvents} {
		for i := range known.Contracts {
			if !known.Contracts[i].ByHand {
				names = append(names, known.Contracts[i].Name)
			}
		}
	}
	return names
}

// A comparedTopic is a topic made by hand beside the declaration of its event.
type comparedTopic struct {
	handTopic
	declared *declaredEvent
	payload  *contract.Event // the struct of the topic
	emits    bool
	listens  bool
}

// comparedTopics returns the topics of events that are declared, and what the package
// does with each. Those of older versions are not compared.
func (p *busPackage) comparedTopics() (all []comparedTopic) {
	emitting, listening := p.usesOfTopics()
	for _, t := range p.own.topics {
		if p.isOlderVersion(t) {
			continue
		}
		declared, ok := p.knownContract(t.name)
		payload := p.payloadOfTopic(t)
		if ok && payload != nil {
			all = append(all, comparedTopic{t, declared, payload, emitting[t.name], listening[t.name] || !emitting[t.name]})
		}
	}
	return all
}

// usesOfTopics returns the events that the package emits with a topic, and those that it
// listens to with one.
func (p *busPackage) usesOfTopics() (emitting, listening map[string]bool) {
	emitting, listening = map[string]bool{}, map[string]bool{}
	for _, call := range p.flow.calls {
		m := topicMethodOf(p.TypesInfo, call)
		if m == "" {
			continue
		}
		name, ok := p.topicName(ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
		switch {
		case !ok:
		case m == "Emit" || m == "EmitWait":
			emitting[name] = true
		case m == "On" || m == "OnEvent" || m == "Stream" || m == "When":
			listening[name] = true
		}
	}
	return emitting, listening
}

// isOlderVersion reports whether the package calls typed.Upcast from the topic's struct.
func (p *busPackage) isOlderVersion(t handTopic) bool {
	return slices.ContainsFunc(p.flow.calls, func(call *ast.CallExpr) bool {
		return isCallOf(p.TypesInfo, call, typedPath, "Upcast") && len(call.Args) > 0 &&
			types.Identical(p.TypesInfo.TypeOf(call.Args[0]), p.TypesInfo.TypeOf(t.call))
	})
}

// payloadOfTopic returns the struct of a topic as an event, or nil if it is not known.
func (p *busPackage) payloadOfTopic(t handTopic) *contract.Event {
	ptr, ok := types.Unalias(p.TypesInfo.TypeOf(t.call)).(*types.Pointer)
	if !ok {
		return nil
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok || named.TypeArgs().Len() != 1 {
		return nil
	}
	f, ok := fieldOf(named.TypeArgs().At(0))
	shape := f.shapes[f.text]
	if !ok || shape == nil || shape.Form != contract.FormStruct {
		return nil
	}
	e := &contract.Event{Name: t.name, Package: p.path, Shapes: f.shapes}
	for _, field := range shape.Fields {
		field.Omit = false // of a payload's own fields, only pointers are optional
		e.Fields = append(e.Fields, field)
	}
	return e
}

// checkHandTopic reports what a topic made by hand needs of an event and its emitter does
// not send.
func (c *checkRun) checkHandTopic(t comparedTopic) {
	if !t.listens {
		return
	}
	for _, m := range contract.Misfits(t.payload, &t.declared.Event) {
		switch near, isNear := eventname.Near(m.Path, t.declared.FieldNames()); {
		case m.Have == "any":
		case m.Have == "" && isNear:
			c.report(t.at, nil, "this topic needs the field %q of event %q, which %s does not send (%s); did you mean %q?", m.Path, t.name, t.declared.Package, c.placeOf(t.declared), near)
		case m.Have == "":
			c.report(t.at, nil, "this topic needs the field %q of event %q, which %s does not send (%s); make it optional, or declare it there", m.Path, t.name, t.declared.Package, c.placeOf(t.declared))
		case m.MayLack:
			c.report(t.at, nil, "this topic needs the field %q of event %q from %s (%s), which may omit it; make it optional: *%s", m.Path, t.name, t.declared.Package, c.placeOf(t.declared), m.Want)
		default:
			c.report(t.at, nil, "this topic needs the field %q of event %q as %s from %s (%s), which sends %s; make it that", m.Path, t.name, m.Want, t.declared.Package, c.placeOf(t.declared), withArticle(m.Have))
		}
	}
	for _, f := range t.payload.Fields {
		if near, ok := eventname.Near(f.Name, t.declared.FieldNames()); ok && f.IsOptional() && t.declared.Field(f.Name) == nil && c.isSlip(f.Name, near) {
			c.report(t.at, nil, "this topic has the field %q of event %q, which %s does not send (%s); did you mean %q?", f.Name, t.name, t.declared.Package, c.placeOf(t.declared), near)
		}
	}
}

// checkEmittingTopic reports what a topic made by hand lacks of the event that the
// package emits with it.
func (c *checkRun) checkEmittingTopic(t comparedTopic) {
	if !t.emits {
		return
	}
	for _, m := range contract.Misfits(&t.declared.Event, t.payload) {
		switch near, isNear := eventname.Near(m.Path, t.payload.FieldNames()); {
		case m.Have == "any":
		case m.Have == "" && isNear:
			c.report(t.at, nil, "this topic emits event %q with a field %q; did you mean %q (%s)?", t.name, near, m.Path, c.placeOf(t.declared))
		case m.Have == "" || m.MayLack:
			c.report(t.at, nil, "this topic emits event %q without its field %q (%s), so not every typed listener gets it; add the field, or make it optional at %s", t.name, m.Path, m.Want, c.placeOf(t.declared))
		default:
			c.report(t.at, nil, "this topic emits event %q with the field %q as %s, which is declared %s (%s)", t.name, m.Path, m.Have, m.Want, c.placeOf(t.declared))
		}
	}
}
