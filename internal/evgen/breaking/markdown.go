package breaking

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
)

// printMarkdown prints a changelog of the contracts for a review, in the Markdown of
// code-hosting sites.
func printMarkdown(w io.Writer, all []*comparison) error {
	for i, c := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := c.printChangelog(w); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) printChangelog(w io.Writer) error {
	title := "Changes of contracts"
	if c.module != "" {
		title += " in " + codeSpan(c.module)
	}
	var removed, changed []*placedFinding
	for i := range c.findings {
		f := &c.findings[i]
		if f.Rule == breaking.TopicNoDelete || f.Rule == breaking.TopicNoDeleteUnlessReserved {
			removed = append(removed, f)
		} else {
			changed = append(changed, f)
		}
	}
	_, err := fmt.Fprintf(w, "## %s\n\n%s\n%s%s%s%s", title, sentence(c.summary()),
		findingsTable("Removed events", removed), changedEvents(changed), c.addedList(), c.acceptHint())
	return err
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	return strings.ToUpper(text[:1]) + escapeMarkdown(text[1:]) + "."
}

// changedEvents has a table for each event.
func changedEvents(changed []*placedFinding) string {
	var out strings.Builder
	for len(changed) > 0 {
		first, n := changed[0], 1
		for n < len(changed) && changed[n].Topic == first.Topic && changed[n].Package == first.Package {
			n++
		}
		out.WriteString(findingsTable(codeSpan(first.Topic)+" of "+codeSpan(first.Package), changed[:n]))
		changed = changed[n:]
	}
	return out.String()
}

func findingsTable(title string, findings []*placedFinding) string {
	if len(findings) == 0 {
		return ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, "\n### %s\n\n| change | SOURCE | MAP | WIRE |\n|---|---|---|---|\n", title)
	for _, f := range findings {
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", changeCell(f), verdictCell(f, f.Source), verdictCell(f, f.Map), verdictCell(f, f.Wire))
	}
	return out.String()
}

// changeCell has the change, the listeners that it affects, and why it is accepted.
func changeCell(f *placedFinding) string {
	lines := []string{markdownText(f.Topic, f.Text)}
	if f.Remark != "" {
		lines[0] += "; " + markdownText(f.Topic, f.Remark)
	}
	if len(f.Also) > 0 {
		lines = append(lines, "also at "+codeSpans(f.Also))
	}
	if len(f.Listeners) > 0 {
		lines = append(lines, "heard by "+codeSpans(f.Listeners))
	}
	if f.Accepted != "" {
		lines = append(lines, "accepted: "+escapeMarkdown(f.Accepted))
	}
	return strings.Join(append(lines, codeSpan(f.Rule)), "<br>")
}

var quoted = regexp.MustCompile(`"[^"]*"`)

// markdownText makes code of the names in a text, and leaves out the event of the table.
func markdownText(topic, text string) string {
	event := fmt.Sprintf("event %q", topic)
	text = strings.NewReplacer(event+" has lost its ", "lost the ", event+" has a ", "", " of "+event, "").Replace(text)
	var out strings.Builder
	end := 0
	for _, at := range quoted.FindAllStringIndex(text, -1) {
		out.WriteString(escapeMarkdown(text[end:at[0]]) + codeSpan(text[at[0]+1:at[1]-1]))
		end = at[1]
	}
	return out.String() + escapeMarkdown(text[end:])
}

func verdictCell(f *placedFinding, v breaking.Verdict) string {
	if v == breaking.Breaks && f.Accepted == "" {
		return "**breaks**"
	}
	return v.String()
}

// addedList has everything that breaks nothing.
func (c *comparison) addedList() string {
	var out strings.Builder
	for _, a := range c.added {
		switch e := c.now.Topic(a.Topic); {
		case a.Listens:
			fmt.Fprintf(&out, "- %s listens to %s\n", codeSpan(a.Package), codeSpan(a.Topic))
		case a.Field != "":
			fmt.Fprintf(&out, "- field %s (%s) of %s\n", codeSpan(a.Field), codeSpan(a.Type), codeSpan(a.Topic))
		default:
			fmt.Fprintf(&out, "- event %s of %s", codeSpan(a.Topic), codeSpan(a.Package))
			if e != nil && e.Description != "" {
				out.WriteString(": " + escapeMarkdown(e.Description))
			}
			out.WriteString("\n")
		}
	}
	if out.Len() == 0 {
		return ""
	}
	return "\n### Added\n\n" + out.String()
}

func (c *comparison) acceptHint() string {
	for i := range c.findings {
		if f := &c.findings[i]; f.Failing() {
			return fmt.Sprintf("\nIf a break is intended, accept it with a reason:\n\n```sh\n%s\n```\n", c.acceptCommand(f))
		}
	}
	return ""
}

// markdownEscaper keeps text from being taken for markup, in a cell of a table too.
var markdownEscaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`, "~", `\~`, "@", "&#64;",
	"\r\n", " ", "\n", " ", "\r", " ",
)

func escapeMarkdown(text string) string { return markdownEscaper.Replace(text) }

// codeSpan quotes a name. Names of events and packages have no backticks; the JSON
// names of nested fields may.
func codeSpan(text string) string {
	text = strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ").Replace(text)
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

func codeSpans(texts []string) string {
	var spans []string
	for _, t := range texts {
		spans = append(spans, codeSpan(t))
	}
	return strings.Join(spans, ", ")
}
