package change

import "os"

// WriteWithUndo makes one change. The function that it returns takes the change
// back. It also restores the modification time, so that editors and build tools do
// not see a change.
func (f *File) WriteWithUndo() (undo func() error, err error) {
	before, err := os.Stat(f.Path)
	if err != nil && f.Old != nil {
		return nil, err
	}
	if err := f.replace(); err != nil {
		return nil, err
	}
	return func() error {
		if f.Old == nil {
			return os.Remove(f.Path)
		}
		restored := *f
		restored.New = f.Old
		if err := restored.replace(); err != nil {
			return err
		}
		return os.Chtimes(f.Path, before.ModTime(), before.ModTime())
	}, nil
}

// replace writes the new content in one step, so that a reader never sees half of
// it.
func (f *File) replace() error {
	temp, err := f.writeTemp()
	if err == nil {
		err = os.Rename(temp, f.Path)
	}
	if err != nil {
		os.Remove(temp)
	}
	return err
}
