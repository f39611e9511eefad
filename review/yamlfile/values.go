package yamlfile

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Scalar reads a single value.
func (r *Reader) Scalar(n *Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		r.Wrong(n, "%s must be a single value", what)
		return "", false
	}
	return n.Value, true
}

// Text reads a single value of any form.
func (r *Reader) Text(into *string, what string) func(*Node) {
	return func(n *Node) { *into, _ = r.Scalar(n, what) }
}

// Duration reads a length of time such as 4h, 90m or 2h30m.
func (r *Reader) Duration(into *time.Duration, what string, least, most time.Duration) func(*Node) {
	return func(n *Node) {
		v, err := time.ParseDuration(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
			r.Wrong(n, "%s must be a length of time from %s to %s, such as 4h or 90m", what, short(least), short(most))
			return
		}
		*into = v
	}
}

// short writes a duration without its empty parts.
func short(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "0m")
}

// Flag reads true or false.
func (r *Reader) Flag(into *bool, what string) func(*Node) {
	return func(n *Node) {
		if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
			r.Wrong(n, "%s must be true or false", what)
			return
		}
		*into = n.Value == "true"
	}
}

// Date reads a day of the calendar.
func (r *Reader) Date(into *string, what string) func(*Node) {
	return func(n *Node) {
		if _, err := time.Parse(time.DateOnly, n.Value); n.Kind != yaml.ScalarNode || err != nil {
			r.Wrong(n, "%s must be a date like 2012-07-08", what)
			return
		}
		*into = n.Value
	}
}

// Fraction reads a number that need not be whole.
func (r *Reader) Fraction(into *float64, what string, least, most float64) func(*Node) {
	return func(n *Node) {
		v, err := strconv.ParseFloat(n.Value, 64)
		if n.Kind != yaml.ScalarNode || err != nil || math.IsNaN(v) || v < least || v > most {
			r.Wrong(n, "%s must be a number from %g to %g", what, least, most)
			return
		}
		*into = v
	}
}

// Whole reads a whole number.
func (r *Reader) Whole(into *int, what string, least, most int) func(*Node) {
	return func(n *Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
			r.Wrong(n, "%s must be a whole number from %d to %d", what, least, most)
			return
		}
		*into = v
	}
}

// OneOf reads a value out of a closed list.
func OneOf[T ~string](r *Reader, into *T, what string, all ...T) func(*Node) {
	return func(n *Node) {
		v, ok := r.Scalar(n, what)
		if ok && !slices.Contains(all, T(v)) {
			var names []string
			for _, one := range all {
				names = append(names, string(one))
			}
			r.Wrong(n, "%s %q is unknown; there are %s", what, Clip(v), strings.Join(names, ", "))
			return
		}
		*into = T(v)
	}
}

var id = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

// ID reads a name of small letters, digits and dashes.
func (r *Reader) ID(into *string, what string) func(*Node) {
	return func(n *Node) {
		v, ok := r.Scalar(n, what)
		if ok && !id.MatchString(v) {
			r.Wrong(n, "%s %q must begin with a small letter and go on with small letters, digits and -", what, Clip(v))
			return
		}
		*into = v
	}
}

// Known reads a list of values out of those that there are, each once.
func (r *Reader) Known(into *[]string, what string, all []string) func(*Node) {
	return r.OneOrMore(what, 100, func(n *Node) {
		v, ok := r.Scalar(n, what)
		switch {
		case !ok:
		case !slices.Contains(all, v):
			r.Wrong(n, "%s %q is unknown; there are %s", what, Clip(v), strings.Join(all, ", "))
		case slices.Contains(*into, v):
			r.Wrong(n, "%s names %q twice", what, v)
		default:
			*into = append(*into, v)
		}
	})
}

// Clip keeps a stranger's value short in a message.
func Clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
