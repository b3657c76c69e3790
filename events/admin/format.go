package admin

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// programName is shown for the owner without a name: the program that made the bus.
const programName = "the program"

// functionName matches names of functions, but not labels such as "send mail".
var functionName = regexp.MustCompile(`^[\w.~/-]+\.[\w.()*[\]-]+$`)

// A durationUnit is a unit in which durations are shown.
type durationUnit struct {
	Name string        `json:"name"`
	Size time.Duration `json:"size"`
}

// durationUnits are tried in order: the first that is not too large is used.
var durationUnits = []durationUnit{{"s", time.Second}, {"ms", time.Millisecond}, {"µs", time.Microsecond}, {"ns", 1}}

// sharedFormats are the formats that page.js needs for the rows that it draws, so
// that a row looks the same whichever side has drawn it.
var sharedFormats = struct {
	Program  string         `json:"program"`
	Function string         `json:"function"` // a regular expression of Go and of JavaScript
	Units    []durationUnit `json:"units"`
}{programName, functionName.String(), durationUnits}

// ownerName returns the name of an owner as shown.
func ownerName(name string) string {
	if name == "" {
		return programName
	}
	return name
}

// formatCount writes a number with narrow spaces between thousands: 12 345.
func formatCount[T int | uint64](n T) string {
	s := strconv.FormatUint(uint64(n), 10)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// formatAnyCount is formatCount for templates, whose figures are int or uint64.
func formatAnyCount(n any) string {
	switch n := n.(type) {
	case int:
		return formatCount(n)
	case uint64:
		return formatCount(n)
	}
	return fmt.Sprint(n)
}

// formatDuration writes a duration with up to three digits: "1.25 ms".
func formatDuration(d time.Duration) string {
	for _, unit := range durationUnits {
		if d >= unit.Size {
			return fmt.Sprintf("%.3g %s", float64(d)/float64(unit.Size), unit.Name)
		}
	}
	return "–"
}

// formatRate writes events per second.
func formatRate(r float64) string {
	switch {
	case r == 0:
		return "0/s"
	case r < 10:
		return fmt.Sprintf("%.1f/s", r)
	}
	return formatCount(int(r+0.5)) + "/s"
}

// formatClock writes the time of day with milliseconds, or "" for no time.
func formatClock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04:05.000")
}

// formatMoment writes the time of day, with the date if it is not today.
func formatMoment(t time.Time) string {
	today := time.Now().In(t.Location()).Format(time.DateOnly)
	if t.IsZero() || t.Format(time.DateOnly) == today {
		return formatClock(t)
	}
	return t.Format("2 Jan 2006 15:04:05")
}

// shortName cuts the import path off a function's name: "auth.(*Plugin).greet". It
// leaves labels as they are.
func shortName(name string) string {
	if functionName.MatchString(name) {
		return name[strings.LastIndexByte(name, '/')+1:]
	}
	return name
}

// cutText shortens a text to at most n bytes and appends an ellipsis if it did.
func cutText(text string, n int) string {
	if len(text) > n {
		text = firstBytes(text, n) + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// firstBytes returns the first n bytes of a text, without a rune that would be
// split.
func firstBytes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
