package kinds

import (
	"regexp"
	"slices"

	"shinsa/review/yamlfile"
)

type node = yamlfile.Node

// reader reads a file in which parts name each other by their ids.
type reader struct {
	*yamlfile.Reader
	later []func() // checks of references, when everything has been read
}

var (
	dashed     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)
	underlined = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

// id reads an id. Ids of fields are names of form fields and take _, all others stand in addresses and
// word ids and take -.
func (r *reader) id(into *string, what string, form *regexp.Regexp) func(*node) {
	return func(n *node) {
		v, ok := r.Scalar(n, what)
		if !ok {
			return
		}
		if !form.MatchString(v) {
			sign := "-"
			if form == underlined {
				sign = "_"
			}
			r.Wrong(n, "%s %q must begin with a small letter and go on with small letters, digits and %s", what, yamlfile.Clip(v), sign)
			return
		}
		*into = v
	}
}

// refs reads a list of ids that must exist; exists is asked once everything has been read.
func (r *reader) refs(into *[]string, what string, exists func(id string) bool) func(*node) {
	return r.List(what, 64, func(n *node) {
		v, ok := r.Scalar(n, what)
		if !ok {
			return
		}
		if slices.Contains(*into, v) {
			r.Wrong(n, "%s names %q twice", what, yamlfile.Clip(v))
			return
		}
		*into = append(*into, v)
		r.must(n, what, v, exists)
	})
}

// ref reads one id that must exist.
func (r *reader) ref(into *string, what string, exists func(id string) bool) func(*node) {
	return func(n *node) {
		if v, ok := r.Scalar(n, what); ok {
			*into = v
			r.must(n, what, v, exists)
		}
	}
}

func (r *reader) must(n *node, what, id string, exists func(id string) bool) {
	r.later = append(r.later, func() {
		if !exists(id) {
			r.Wrong(n, "%s names %q, which this kind does not have", what, yamlfile.Clip(id))
		}
	})
}
