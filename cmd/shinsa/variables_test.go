package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestVariablesThatSetNothingAreNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		environ []string
		want    string
	}{
		"none":                      {[]string{"HOME=/root", "SHINSA_DATA=x", "SHINSA_KINDS_DIR=", "SHINSA_EXPORT_PURPOSE=x", "SHINSA_TEST_IS_SHINSA=1", "shinsa_addr=x"}, ""},
		"a letter too few":          {[]string{"SHINSA_PURPOS=secret"}, "no settings, and ignored: SHINSA_PURPOS (did you mean SHINSA_PURPOSE?)"},
		"two letters changed":       {[]string{"SHINSA_DATABSAE=postgres://x:secret@y/z"}, "no settings, and ignored: SHINSA_DATABSAE (did you mean SHINSA_DATABASE?)"},
		"a platform's own":          {[]string{"SHINSA_PORT_8080_TCP=tcp://10.0.0.1:8080"}, "no settings, and ignored: SHINSA_PORT_8080_TCP"},
		"several, by name and once": {[]string{"SHINSA_ZZZZZZZZ=1", "SHINSA_ADRR=1", "SHINSA_ZZZZZZZZ=2"}, "no settings, and ignored: SHINSA_ADRR (did you mean SHINSA_ADDR?), SHINSA_ZZZZZZZZ"},
		"an empty name":             {[]string{"SHINSA_=1", "SHINSA_"}, "no settings, and ignored: SHINSA_"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, err bytes.Buffer
			code := run(t.Context(), []string{"kinds", "check"}, console{out: &out, err: &err, in: strings.NewReader(""), environ: c.environ})
			want := c.want
			if want != "" {
				want = "shinsa: " + want + "\n"
			}
			if code != 0 || err.String() != want || strings.Contains(err.String(), "secret") {
				t.Errorf("exit code %d, said %q, want %q", code, err.String(), want)
			}
		})
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "ac", 1}, {"ab", "ba", 2}, {"kitten", "sitting", 3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
