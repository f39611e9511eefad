package specimen

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Write puts a specimen into a folder, which is made if need be: name-front.jpg, name-back.jpg where there
// is a back, and name.json with the truth. A file that is there already is never replaced: the error is
// fs.ErrExist then, and none of the three is left behind by this call. Name is a plain file name.
func Write(dir string, s Specimen, name string) (err error) {
	if name == "." || name == ".." || name != filepath.Base(name) {
		return fmt.Errorf("specimen: write: %q is no file name", name)
	}
	truth, err := json.MarshalIndent(s.Truth, "", "  ")
	if err != nil {
		return fmt.Errorf("specimen: write %s: %w", name, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("specimen: write %s: %w", name, err)
	}
	var made []string
	defer func() {
		if err == nil {
			return
		}
		err = fmt.Errorf("specimen: write %s: %w", name, err)
		for _, path := range made {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	for _, file := range []struct {
		end     string
		content []byte
	}{{"-front.jpg", s.Front}, {"-back.jpg", s.Back}, {".json", append(truth, '\n')}} {
		if file.content == nil {
			continue
		}
		path := filepath.Join(dir, name+file.end)
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		made = append(made, path)
		if _, err := f.Write(file.content); err != nil {
			return errors.Join(err, f.Close())
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}
