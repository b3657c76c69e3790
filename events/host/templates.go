package host

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
)

// parseTemplates parses every .html and .tmpl file of files into one set. It is nil
// if files is nil.
func parseTemplates(name string, files fs.FS) (*template.Template, error) {
	if files == nil {
		return nil, nil
	}
	set := template.New(name)
	err := fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isTemplate(file) {
			return err
		}
		return parseTemplate(set, files, file)
	})
	if err != nil {
		return nil, err
	}
	return set, nil
}

func parseTemplate(set *template.Template, files fs.FS, file string) error {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return err
	}
	// The template's own name is its path, which the parser's message repeats.
	if _, err := set.New(file).Parse(string(text)); err != nil {
		return fmt.Errorf("cannot parse %s: %w", file, err)
	}
	return nil
}

func isTemplate(file string) bool {
	ext := path.Ext(file)
	return ext == ".html" || ext == ".tmpl"
}
