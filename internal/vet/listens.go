package vet

import (
	"go/ast"
	"go/types"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// Listens reports what a package says it needs of an event and the emitter does
// not send.
var Listens = newCheck("listens", `a need in Listens that the emitter of the event does not meet

It judges an events.EventSpec in a variable or method Listens (or listens), or
one given to Expect. It reports a field that the emitter does not send, or does
not always send, or sends as a type that does not always convert. It reports a
likely typo in the event's name; a name that nothing declares may be an event of
another module. Fields inside of fields are judged too, and so is the struct of
a topic that is made by typed.NewTopic to listen. It also reports an emit with
the topic made from such a spec, if the topic has only a part of the event's
fields.

	var Listens = []events.EventSpec{{
		Name:    "user.login",
		Payload: events.Schema{"user": "string"},
	}}
	// this package needs the field "user" of event "user.login", which
	// example.com/app/auth does not send (events.lock.json:4); did you mean
	// "username"?`,
	func(c *checkRun) {
		for _, s := range c.own.listens {
			c.checkListenedSpec(s)
		}
		for _, t := range c.comparedTopics() {
			c.checkHandTopic(t)
		}
		c.checkListenedEmits()
	})

func (c *checkRun) checkListenedSpec(s specLiteral) {
	declared, ok := c.knownContract(s.Name)
	switch {
	case ok && !s.Open:
		c.checkNeeds(s, declared)
	case !ok && !c.isDeclared(s.Name) && !c.facts.Open:
		if near, found := likelyTypo(s.Name, c.declaredNames(), minTypoLength); found {
			c.report(s.name, c.slipFix(s.name, s.Name, near), "nothing declares event %q, which this package says it listens to; did you mean %q?", s.Name, near)
		}
	}
}

// checkNeeds reports each field that the listener needs and the emitter does not
// send, or sends as something that the listener cannot always read, at every depth.
func (c *checkRun) checkNeeds(s specLiteral, declared *declaredEvent) {
	for i := range s.Fields {
		need := &s.Fields[i]
		if declared.Field(need.Name) == nil {
			c.reportUnsent(s, declared, need)
			continue
		}
		one := s.Event
		one.Fields = []contract.Field{*need}
		for _, m := range contract.Misfits(&one, &declared.Event) {
			c.reportMisfit(s, declared, need, m)
		}
	}
}

func (c *checkRun) reportMisfit(s specLiteral, declared *declaredEvent, need *contract.Field, m contract.Misfit) {
	nested := *need
	nested.Name, nested.Type = m.Path, m.Want
	at := s.keys[need.Name]
	switch {
	case m.Path == need.Name && m.MayLack:
		c.reportNeed(at, s, declared, need, "which may omit it (%s); declare it %q", declared.Field(need.Name).Type, "*"+need.Type)
	case m.Path == need.Name:
		sent := declared.Field(need.Name)
		c.reportNeed(at, s, declared, need, "which sends %s; declare it %q", withArticle(sent.ValueType()), sent.Type)
	case m.Have == "":
		c.reportNeed(at, s, declared, &nested, "which does not send it; remove it, or make it optional")
	case m.MayLack:
		c.reportNeed(at, s, declared, &nested, "which may omit it (%s); make it optional", m.Have)
	default:
		c.reportNeed(at, s, declared, &nested, "which sends %s; declare it as that", withArticle(m.Have))
	}
}

func (c *checkRun) reportUnsent(s specLiteral, declared *declaredEvent, need *contract.Field) {
	key := s.keys[need.Name]
	if near, ok := eventname.Near(need.Name, declared.FieldNames()); ok {
		c.report(key, c.slipFix(key, need.Name, near), "this package needs the field %q of event %q, which %s does not send (%s); did you mean %q?",
			need.Name, s.Name, declared.Package, c.placeOf(declared), near)
		return
	}
	if !need.IsOptional() {
		c.report(key, nil, "this package needs the field %q of event %q, which %s does not send (%s)%s; %sdeclare the field there",
			need.Name, s.Name, declared.Package, c.placeOf(declared), declared.fieldList(), declared.proposeFields())
	}
}

func (c *checkRun) reportNeed(at ast.Node, s specLiteral, declared *declaredEvent, need *contract.Field, format string, args ...any) {
	args = append([]any{need.Name, s.Name, need.Type, declared.Package, c.placeOf(declared)}, args...)
	c.report(at, nil, "this package needs the field %q of event %q as %s from %s (%s), "+format, args...)
}

// checkListenedEmits reports an emit with a topic that is made from what the
// package listens to, if that is a part of the event's fields: the other
// listeners would not get the rest.
func (c *checkRun) checkListenedEmits() {
	listened := map[types.Object]*specLiteral{}
	for i := range c.own.listens {
		s := &c.own.listens[i]
		if obj := c.Pkg.Scope().Lookup(s.TopicVar); obj != nil && !s.Open {
			listened[obj] = s
		}
	}
	for call, topic := range c.topicEmits() {
		if s := listened[topic]; s != nil {
			c.checkListenedEmit(call, s)
		}
	}
}

func (c *checkRun) checkListenedEmit(call *ast.CallExpr, s *specLiteral) {
	if declared, ok := c.knownContract(s.Name); ok && !declared.samePayload(&s.declaredEvent) {
		c.report(call.Fun, nil, "%s has what this package needs of event %q, not all that %s declares (%s); emit it with the topic of a declaration",
			s.TopicVar, s.Name, declared.Package, c.placeOf(declared))
	}
}
