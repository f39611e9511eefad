package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"
)

func TestOpensOnlyWithSaltNameAndValue(t *testing.T) {
	t.Parallel()
	l, err := Parse(exampleEntry(t).Leaf)
	if err != nil {
		t.Fatal(err)
	}
	wrongSalt := testSalt()
	wrongSalt[31] ^= 1
	for name, tc := range map[string]struct {
		fact  string
		salt  []byte
		value string
		want  bool
	}{
		"all right":               {"reviewer", testSalt(), "staff-7", true},
		"another value":           {"reviewer", testSalt(), "staff-8", false},
		"an empty value":          {"reviewer", testSalt(), "", false},
		"another fact's value":    {"reviewer", testSalt(), "submission-1", false},
		"another name":            {"submission", testSalt(), "staff-7", false},
		"a name that is not here": {"message", testSalt(), "staff-7", false},
		"another salt":            {"reviewer", wrongSalt, "staff-7", false},
		"an erased salt":          {"reviewer", nil, "staff-7", false},
		"a public fact":           {"outcome", testSalt(), "approve", false},
	} {
		if got := l.Opens(tc.fact, tc.salt, tc.value); got != tc.want {
			t.Errorf("%s: Opens = %v, want %v", name, got, tc.want)
		}
	}
}

func TestCommitmentBoundariesAreApart(t *testing.T) {
	t.Parallel()
	salt := testSalt()
	if commit(salt, "ab", "c") == commit(salt, "a", "bc") {
		t.Error("name and value run together")
	}
	if commit(salt[:31], string(rune(salt[31]))+"a", "v") == commit(salt, "a", "v") {
		t.Error("salt and name run together")
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	l, err := Parse(exampleEntry(t).Leaf)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		value string
		ok    bool
	}{"outcome": {"approve", true}, "kind_version": {"3", true}, "reviewer": {"", false}, "nothing": {"", false}} {
		if got, ok := l.Public(name); got != want.value || ok != want.ok {
			t.Errorf("Public(%q) = %q, %v, want %q, %v", name, got, ok, want.value, want.ok)
		}
	}
}

// leafText makes a leaf out of lines, so that a test shows only what matters.
func leafText(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

const (
	line1  = "shinsa log leaf v1"
	lineID = "id 0199a0c4"
	lineAt = "at 2026-04-01T09:30:00.250000Z"
	lineDo = "act decision.made"
)

var digits = strings.Repeat("0a", 32)

func TestParseTakesCanonicalBytesOnly(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		leaf string
		ok   bool
	}{
		"no facts":                {leafText(line1, lineID, lineAt, lineDo), true},
		"an act of later times":   {leafText(line1, lineID, lineAt, "act weather.asked-for"), true},
		"facts":                   {leafText(line1, lineID, lineAt, lineDo, "a 1", "b=sha256:"+digits, "c x,y"), true},
		"year 1970":               {leafText(line1, lineID, "at 1970-01-01T00:00:00.000000Z", lineDo), true},
		"empty":                   {"", false},
		"first line only":         {leafText(line1), false},
		"no act":                  {leafText(line1, lineID, lineAt), false},
		"another version":         {leafText("shinsa log leaf v2", lineID, lineAt, lineDo), false},
		"no last line end":        {strings.TrimSuffix(leafText(line1, lineID, lineAt, lineDo), "\n"), false},
		"two last line ends":      {leafText(line1, lineID, lineAt, lineDo) + "\n", false},
		"line ends of two bytes":  {strings.ReplaceAll(leafText(line1, lineID, lineAt, lineDo), "\n", "\r\n"), false},
		"byte order mark":         {"\ufeff" + leafText(line1, lineID, lineAt, lineDo), false},
		"head in another order":   {leafText(line1, lineAt, lineID, lineDo), false},
		"facts out of order":      {leafText(line1, lineID, lineAt, lineDo, "b 1", "a 1"), false},
		"a fact twice":            {leafText(line1, lineID, lineAt, lineDo, "a 1", "a 1"), false},
		"both forms of a fact":    {leafText(line1, lineID, lineAt, lineDo, "a 1", "a=sha256:"+digits), false},
		"act twice":               {leafText(line1, lineID, lineAt, lineDo, lineDo), false},
		"two spaces":              {leafText(line1, lineID, lineAt, lineDo, "a  1"), false},
		"space at the end":        {leafText(line1, lineID, lineAt, lineDo, "a 1 "), false},
		"no value":                {leafText(line1, lineID, lineAt, lineDo, "a "), false},
		"no space":                {leafText(line1, lineID, lineAt, lineDo, "a"), false},
		"value in upper case":     {leafText(line1, lineID, lineAt, lineDo, "a X"), false},
		"value not ASCII":         {leafText(line1, lineID, lineAt, lineDo, "a 髙"), false},
		"commitment upper case":   {leafText(line1, lineID, lineAt, lineDo, "a=sha256:"+strings.ToUpper(digits)), false},
		"commitment short":        {leafText(line1, lineID, lineAt, lineDo, "a=sha256:"+digits[2:]), false},
		"commitment long":         {leafText(line1, lineID, lineAt, lineDo, "a=sha256:"+digits+"00"), false},
		"commitment not hex":      {leafText(line1, lineID, lineAt, lineDo, "a=sha256:"+digits[1:]+"g"), false},
		"commitment unknown hash": {leafText(line1, lineID, lineAt, lineDo, "a=sha512:"+digits), false},
		"commitment after space":  {leafText(line1, lineID, lineAt, lineDo, "a sha256:"+digits), false},
		"comma in the time":       {leafText(line1, lineID, "at 2026-04-01T09:30:00,250000Z", lineDo), false},
		"milliseconds":            {leafText(line1, lineID, "at 2026-04-01T09:30:00.250Z", lineDo), false},
		"nanoseconds":             {leafText(line1, lineID, "at 2026-04-01T09:30:00.250000000Z", lineDo), false},
		"an offset":               {leafText(line1, lineID, "at 2026-04-01T09:30:00.250000+00:00", lineDo), false},
		"no such day":             {leafText(line1, lineID, "at 2026-02-30T09:30:00.250000Z", lineDo), false},
		"leap second":             {leafText(line1, lineID, "at 2016-12-31T23:59:60.000000Z", lineDo), false},
		"before 1970":             {leafText(line1, lineID, "at 1969-12-31T23:59:59.999999Z", lineDo), false},
		"id in upper case":        {leafText(line1, "id 0199A0C4", lineAt, lineDo), false},
		"id empty":                {leafText(line1, "id ", lineAt, lineDo), false},
		"act without a group":     {leafText(line1, lineID, lineAt, "act made"), false},
		"act with two dots":       {leafText(line1, lineID, lineAt, "act decision.made.twice"), false},
		"act ends in a hyphen":    {leafText(line1, lineID, lineAt, "act decision.made-"), false},
		"act begins with a dot":   {leafText(line1, lineID, lineAt, "act .made"), false},
		"too long":                {leafText(line1, lineID, lineAt, lineDo) + strings.Repeat("a 1\n", MaxLeaf/4), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := Parse([]byte(tc.leaf))
			if tc.ok {
				if err != nil {
					t.Fatal(err)
				}
				if got := string(l.Bytes()); got != tc.leaf {
					t.Errorf("reads as\n%s\nwant\n%s", got, tc.leaf)
				}
			} else if !errors.Is(err, ErrLeaf) {
				t.Errorf("got %+v, %v, want ErrLeaf", l, err)
			}
		})
	}
}

// Every single byte of a leaf counts: whatever is changed, it no longer parses or says something else.
func TestNoTwoLeavesReadAlike(t *testing.T) {
	t.Parallel()
	leaf := exampleEntry(t).Leaf
	for i := range leaf {
		for _, change := range []byte{0x01, 0x20, 0x80} {
			other := bytes.Clone(leaf)
			other[i] ^= change
			if l, err := Parse(other); err == nil && bytes.Equal(l.Bytes(), leaf) {
				t.Fatalf("byte %d changed by %02x reads like the original", i, change)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(exampleEntry(f).Leaf)
	f.Add([]byte(leafText(line1, lineID, lineAt, lineDo)))
	f.Add([]byte(leafText(line1, lineID, "at 2026-04-01T09:30:00,250000Z", lineDo, "a 1", "b=sha256:"+digits)))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrLeaf) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if got := l.Bytes(); !bytes.Equal(got, data) {
			t.Fatalf("parsed %q, wrote %q", data, got)
		}
	})
}

// The document is the contract with those who write their own check: its example and its list of acts
// must be what the code does.
func TestDocumentAgrees(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../docs/log-format.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw)
	leaf := exampleEntry(t).Leaf
	if !strings.Contains(doc, "```\n"+string(leaf)+"```\n") {
		t.Errorf("the document does not show this leaf:\n%s", leaf)
	}
	sum := sha256.Sum256(leaf)
	if !strings.Contains(doc, hex.EncodeToString(sum[:])) {
		t.Errorf("the document does not give the hash of the example, %x", sum)
	}
	for _, act := range Acts() {
		if !strings.Contains(doc, "`"+string(act)+"`") {
			t.Errorf("the document does not name the act %s", act)
		}
	}
	for line := range strings.Lines(doc) {
		name, _, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "`")
		if strings.HasPrefix(line, "| `") && ok && strings.Contains(name, ".") && !known[Act(name)] {
			t.Errorf("the document names an act that is none: %s", name)
		}
	}
}
