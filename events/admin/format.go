package admin

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ownerName names who has no name: the program that has made the bus.
func ownerName(name string) string {
	if name == "" {
		return "the program"
	}
	return name
}

// formatCount writes a number with thin spaces, as in 12 345.
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

// formatAnyCount takes the two kinds of figures that templates have.
func formatAnyCount(n any) string {
	switch n := n.(type) {
	case int:
		return formatCount(n)
	case uint64:
		return formatCount(n)
	}
	return fmt.Sprint(n)
}

// formatDuration writes a duration with two or three digits.
func formatDuration(d time.Duration) string {
	switch {
	case d <= 0:
		return "–"
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", d)
	case d < time.Millisecond:
		return fmt.Sprintf("%.3g µs", float64(d)/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}

func formatRate(r float64) string {
	switch {
	case r == 0:
		return "0/s"
	case r < 10:
		return fmt.Sprintf("%.1f/s", r)
	}
	return formatCount(int(r+0.5)) + "/s"
}

func formatClock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04:05.000")
}

// formatMoment is a time of today, or one with its date.
func formatMoment(t time.Time) string {
	today := time.Now().In(t.Location()).Format(time.DateOnly)
	if t.IsZero() || t.Format(time.DateOnly) == today {
		return formatClock(t)
	}
	return t.Format("2 Jan 2006 15:04:05")
}

// shortName cuts the import path off a function's name: "auth.(*Plugin).greet".
// Labels stay as they are.
func shortName(name string) string {
	if functionName.MatchString(name) {
		return name[strings.LastIndexByte(name, '/')+1:]
	}
	return name
}

// functionName is how the names of functions look, as in page.js.
var functionName = regexp.MustCompile(`^[\w.~/-]+\.[\w.()*[\]-]+$`)

func shortPlace(file string, line int) string {
	if file == "" {
		return ""
	}
	file = filepath.ToSlash(file)
	parts := strings.Split(file, "/")
	return fmt.Sprintf("%s:%d", strings.Join(parts[max(0, len(parts)-2):], "/"), line)
}
