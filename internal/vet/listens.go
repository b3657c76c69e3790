package vet

import (
	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// checkListens compares what the package says that it needs of others' events
// with what these declare. An event that nothing declares may be another
// module's, so only a slip in its name is reported.
func (j *judge) checkListens() {
	for _, s := range j.own.listens {
		c, ok := j.contract(s.Name)
		switch {
		case ok && !s.Open:
			j.compare(s, c)
		case !ok && !j.knows(s.Name) && !j.facts.Open:
			if near, found := slip(s.Name, j.names()); found {
				j.report(s.name, "listens", replace(s.name, near), "nothing declares event %q, which this package says it listens to; did you mean %q?", s.Name, near)
			}
		}
	}
}

// compare reports each field that the listener needs and the emitter does not
// send, or sends as something that the listener can't always read.
func (j *judge) compare(s spec, c *contract) {
	for _, need := range s.Fields {
		sent, ok := c.field(need.Name)
		switch {
		case !ok:
			j.unsent(s, c, need)
		case convert.AlwaysConverts(need.Type, sent.Type):
		case sent.optional() && convert.AlwaysConverts("*"+need.elem(), sent.Type):
			j.disagree(s, c, need, "where it may be missing (%s); declare it %q", sent.Type, "*"+need.Type)
		default:
			j.disagree(s, c, need, "where it is %s; declare it %q", article(sent.elem()), sent.Type)
		}
	}
}

func (j *judge) unsent(s spec, c *contract, need field) {
	key := s.keys[need.Name]
	if near, ok := eventname.Near(need.Name, c.names()); ok {
		j.report(key, "listens", replace(key, near), "this package needs the field %q of event %q, which %s does not send (%s); did you mean %q?",
			need.Name, s.Name, c.Package, j.where(c), near)
		return
	}
	if !need.optional() {
		j.report(key, "listens", nil, "this package needs the field %q of event %q, which %s does not send (%s)%s; read one of those, or declare the field there",
			need.Name, s.Name, c.Package, j.where(c), fieldsOf(c))
	}
}

func (j *judge) disagree(s spec, c *contract, need field, format string, args ...any) {
	args = append([]any{need.Name, s.Name, need.Type, c.Package, j.where(c)}, args...)
	j.report(s.keys[need.Name], "listens", nil, "this package needs the field %q of event %q as %s from %s (%s), "+format, args...)
}
