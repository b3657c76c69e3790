package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

var breakingFormats = map[string]func(io.Writer, *compared) error{
	"text": breakingText, "json": breakingJSON, "github": breakingGitHub,
}

// breakingText prints each finding with what may be done about it.
func breakingText(w io.Writer, c *compared) error {
	var warns, accepted int
	for _, f := range c.found {
		fmt.Fprintf(w, "%s%s\n", f.where(), f.Finding)
		for _, p := range f.Listeners {
			fmt.Fprintf(w, "    %s says that it listens to that\n", p)
		}
		switch {
		case f.Accepted != "":
			accepted++
			fmt.Fprintf(w, "    accepted: %s\n", f.Accepted)
		case f.Failing():
			fmt.Fprint(w, f.remedy())
		case f.Worst() == breaking.Warns:
			warns++
		}
	}
	if len(c.found) == 0 {
		_, err := fmt.Fprintf(w, "evgen: nothing has changed against %s\n", c.against)
		return err
	}
	_, err := fmt.Fprintf(w, "evgen: against %s: %s, %s, %d accepted\n", c.against, count(c.failing(), "break"), count(warns, "warning"), accepted)
	return err
}

// where is the place in the form of a compiler's.
func (f placed) where() string {
	if f.Column == 0 {
		return fmt.Sprintf("%s:%d: ", f.File, f.Line)
	}
	return fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
}

// remedy says what to do about a break.
func (f placed) remedy() string {
	var out strings.Builder
	out.WriteString("    change it back")
	if f.Rule == breaking.TopicNoDelete {
		fmt.Fprintf(&out, ", or reserve the name: add to \"reserved\" in %s\n        %s\n   ", lockfile.FileName,
			entry(lockfile.Reserved{Topic: f.Topic, Fingerprint: f.fingerprint, Reason: "why it went"}))
	}
	fmt.Fprintf(&out, " or, where it is meant, add to \"accepted\" in %s\n        %s\n", lockfile.FileName,
		entry(lockfile.Accepted{Rule: f.Rule, Topic: f.Topic, Field: f.Field, Reason: "why it is meant"}))
	return out.String()
}

// entry is one line of the lock; only strings are in it, so nothing can fail.
func entry(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func breakingJSON(w io.Writer, c *compared) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Against  string   `json:"against"`
		Breaks   int      `json:"breaks"`
		Findings []placed `json:"findings"`
	}{c.against, c.failing(), append([]placed{}, c.found...)})
}

// breakingGitHub prints workflow commands, which GitHub shows beside the lines
// of a change.
func breakingGitHub(w io.Writer, c *compared) error {
	for _, f := range c.found {
		level := "notice"
		switch {
		case f.Failing():
			level = "error"
		case f.Accepted == "" && f.Worst() == breaking.Warns:
			level = "warning"
		}
		at := fmt.Sprintf("file=%s,line=%d", property(f.File), f.Line)
		if f.Column > 0 {
			at += fmt.Sprintf(",col=%d", f.Column)
		}
		if _, err := fmt.Fprintf(w, "::%s %s,title=%s::%s\n", level, at, f.Rule, message(f.String())); err != nil {
			return err
		}
	}
	return nil
}

var (
	messages   = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	properties = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func message(s string) string  { return messages.Replace(s) }
func property(s string) string { return properties.Replace(s) }
