package main

import (
	"context"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// flagsOf lists the flags of a subcommand; of all of them when it is empty.
func flagsOf(command string) (flags []*kong.Flag) {
	parser, err := newParser(context.Background(), console{out: io.Discard, err: io.Discard}, func(int) {})
	if err != nil {
		panic(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		if command == "" || leaf.Name == command {
			for _, group := range leaf.AllFlags(true) {
				flags = append(flags, group...)
			}
		}
	}
	return slices.DeleteFunc(flags, func(f *kong.Flag) bool { return f.Name == "help" })
}

// flagVariables lists the environment variables of all flags.
func flagVariables() (names []string) {
	for _, f := range flagsOf("") {
		names = append(names, f.Envs...)
	}
	return append(names, "SHINSA_KINDS_DIR")
}

func TestEveryFlagHasItsVariable(t *testing.T) {
	t.Parallel()
	for _, f := range flagsOf("") {
		want := "SHINSA_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if f.Name == "purpose" && f.Envs[0] == "SHINSA_EXPORT_PURPOSE" { // an export's is not the operator's
			want = f.Envs[0]
		}
		if !slices.Equal(f.Envs, []string{want}) {
			t.Errorf("--%s has %q, want %s", f.Name, f.Envs, want)
		}
	}
	known := flagVariables()
	for _, name := range []string{
		"SHINSA_ADDR", "SHINSA_DATA", "SHINSA_DATABASE", "SHINSA_BLOBS", "SHINSA_KEYS", "SHINSA_KEY_FILE", "SHINSA_PUBLIC_URL",
		"SHINSA_RATE_LIMIT", "SHINSA_DEMO_PASSWORD", "SHINSA_S3_ACCESS_KEY", "SHINSA_S3_SECRET_KEY", "SHINSA_SMTP_HOST",
		"SHINSA_SMTP_PASSWORD_FILE", "SHINSA_SMTP_TLS", "SHINSA_TRUSTED_PROXIES", "SHINSA_TIME_ZONE", "SHINSA_KINDS_DIR",
	} {
		if !slices.Contains(known, name) {
			t.Errorf("no flag is set by %s", name)
		}
	}
}

func TestHelpNamesTheVariables(t *testing.T) {
	t.Parallel()
	said := shinsa(t, "serve", "--help").fine(t)
	for _, want := range []string{"--s3-access-key", "($SHINSA_S3_ACCESS_KEY)", "($SHINSA_PUBLIC_URL)"} {
		if !strings.Contains(strings.Join(strings.Fields(said.out), " "), want) {
			t.Errorf("the help lacks %q", want)
		}
	}
}

// The table of settings names every flag of serve, with its default, and no other.
func TestOperationsListsTheSettings(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n## Settings\n")
	table, _, _ = strings.Cut(table, "\n## ")
	listed := map[string]string{} // flag → the cell of its default
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		for _, m := range regexp.MustCompile("`--([a-z0-9-]+)`").FindAllStringSubmatch(cells[1], -1) {
			listed[m[1]] = cells[2]
		}
	}
	for _, f := range flagsOf("serve") {
		cell, ok := listed[f.Name]
		if !ok {
			t.Errorf("docs/operations.md does not list --%s", f.Name)
		}
		if f.HasDefault && f.Default != "" && !strings.Contains(cell, "`"+f.Default+"`") {
			t.Errorf("docs/operations.md says %q of the default of --%s, which is %s", strings.TrimSpace(cell), f.Name, f.Default)
		}
		delete(listed, f.Name)
	}
	for name := range listed {
		t.Errorf("docs/operations.md lists --%s, which serve does not have", name)
	}
}

// What the documents for operators say of flags and variables is true.
func TestDocumentsNameFlagsThatThereAre(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, f := range flagsOf("") {
		known["--"+f.Name] = true
	}
	for _, name := range flagVariables() {
		known[name] = true
	}
	for _, name := range []string{"../../docs/operations.md", "../../docs/kinds.md", "../../docs/security.md", "../../docs/examples/nginx.conf", "../../docs/examples/shinsa.service"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		ours := regexp.MustCompile(`(?m)^.*\b(useradd|install|go tool|systemctl)\b.*$`).ReplaceAllString(string(text), "") // not of other programs
		for _, m := range regexp.MustCompile("(?m)(?:^|[\\s`(])(--[a-z][a-z0-9-]+)|\\b(SHINSA_[A-Z0-9_]+[A-Z0-9])").FindAllStringSubmatch(ours, -1) {
			if said := m[1] + m[2]; !known[said] {
				t.Errorf("%s names %s, which there is not", name, said)
			}
		}
	}
}
