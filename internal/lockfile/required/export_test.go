package required

import "path/filepath"

// Parse returns the require and replace entries of a go.mod.
func Parse(text string) (lines []string) {
	f := new(goFile)
	f.parse(text)
	for _, m := range f.requires {
		line := "require " + m.Path + " " + m.Version
		if m.Indirect {
			line += " indirect"
		}
		lines = append(lines, line)
	}
	for _, r := range f.replaces {
		lines = append(lines, "replace "+r.oldPath+" "+r.oldVersion+" => "+filepath.Base(r.newPath)+" "+r.newVersion)
	}
	return lines
}
