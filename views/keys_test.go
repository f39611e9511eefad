package views

import "testing"

// TestUsualKeys: without a choice of the person each key means one thing on a page; a choice that takes another's
// key is refused.
func TestUsualKeys(t *testing.T) {
	t.Parallel()
	if wrong := CheckKeys(nil); len(wrong) > 0 {
		t.Errorf("the usual keys are wrong: %v", wrong)
	}
	for own, want := range map[string]string{"a": "taken", "A": "character", "": "character", "é": "character", "7": ""} {
		if got := CheckKeys(map[string]string{"reject": own}); got["reject"] != want {
			t.Errorf("%q for rejecting: %q, want %q", own, got["reject"], want)
		}
	}
}
