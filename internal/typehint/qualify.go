package typehint

// Qualified returns t with the import path own for the named types that have none.
func (t *Type) Qualified(own string) *Type {
	return t.withPaths(func(path string) string {
		if path == "" {
			return own
		}
		return path
	})
}

// Unqualified returns t without the import path own: as the package of that path
// writes it.
func (t *Type) Unqualified(own string) *Type {
	return t.withPaths(func(path string) string {
		if path == own {
			return ""
		}
		return path
	})
}

func (t *Type) withPaths(change func(path string) string) *Type {
	c := *t
	if t.Elem != nil {
		c.Elem = t.Elem.withPaths(change)
	}
	if t.Kind == Named {
		c.Path = change(t.Path)
	}
	return &c
}
