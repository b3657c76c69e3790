package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/vet"
)

// takeReport takes the flag -report out of the arguments, and asks the checks for what
// it shows. If only some of the checks are to run, it asks for that one, too.
func takeReport(args []string) (rest []string, report *unjudgedReport) {
	chosen := false
	for _, arg := range args {
		name := strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-")
		if name == "report" && name != arg {
			report = new(unjudgedReport)
			continue
		}
		name, value, _ := strings.Cut(name, "=")
		isCheck := slices.Contains(checkNames(), name) && value != "false" && strings.HasPrefix(arg, "-")
		chosen = chosen || isCheck || name == "checks" && !strings.HasPrefix(value, "-")
		rest = append(rest, arg)
	}
	if report == nil {
		return args, nil
	}
	flags := []string{"-evvet.report"}
	if chosen {
		flags = append(flags, "-"+vet.Unjudged.Name)
	}
	return append(flags, rest...), report
}

// An unjudgedReport collects what the checks could not judge.
type unjudgedReport struct {
	lines       []string
	judged, all int
}

// take takes a line of go vet, if it is a part of the report.
func (r *unjudgedReport) take(line string) bool {
	m := reportPlace.FindString(line)
	message := strings.TrimSpace(line[len(m):])
	var judged, all int
	switch n, _ := fmt.Sscanf(message, vet.JudgedFormat, &judged, &all); {
	case m == "":
		return false
	case n == 2:
		r.judged, r.all = r.judged+judged, r.all+all
		return true
	case strings.HasPrefix(message, vet.UnjudgedPrefix):
		r.lines = append(r.lines, line)
		return true
	}
	return false
}

func (r *unjudgedReport) text() string {
	slices.Sort(r.lines)
	return strings.Join(r.lines, "") + fmt.Sprintf("evvet: "+vet.JudgedFormat+"\n", r.judged, r.all)
}

// hasOnlyUnjudged reports whether go vet has printed nothing but what was not judged.
func (s *reportSorter) hasOnlyUnjudged() bool { return s.unjudged != nil && !s.others }
