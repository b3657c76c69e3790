package lockfile

import "github.com/fastpluggy/eventbus/internal/contract"

// eventFault returns what is wrong with an entry, or "".
func eventFault(t *contract.Event) string {
	switch {
	case t.Name == "":
		return `an event without a "name"; remove the line and run evgen ./...`
	case t.Package == "":
		return `an event without a "package"; remove the line and run evgen ./...`
	}
	return ""
}

func shapeFault(s *contract.Shape) string {
	switch {
	case s.Name == "":
		return `a shape without a "type"; remove the line and run evgen ./...`
	case s.Form == "":
		return `a shape without a "form"; remove the line and run evgen ./...`
	}
	return ""
}

func (r *Reserved) faultText() string {
	if r.Topic == "" {
		return `a reserved entry needs a "topic", the name that was given up`
	}
	return ""
}

func (a *Accepted) faultText() string {
	switch {
	case a.Rule == "":
		return `an accepted entry needs a "rule", such as "FIELD_NO_DELETE"; evgen rules lists them`
	case a.Topic == "":
		return `an accepted entry needs a "topic", the event that it is about`
	case a.Reason == "":
		return `an accepted entry needs a "reason": why the break is intended`
	}
	return ""
}
