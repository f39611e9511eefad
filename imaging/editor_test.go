package imaging

import "testing"

func TestEditorsAreTold(t *testing.T) {
	t.Parallel()
	for software, edited := range map[string]bool{
		"": false, "17.5.1": false, "HDR+ 1.0.608": false, "SM-G998B_TEST": false, "Camera PhotoshopFix": false,
		"Adobe Photoshop 25.0 (Windows)": true, "GIMP 2.10.36": true, "Snapseed 2.0": true, "paint.net 5.0.3": true, "PicsArt": true, "Windows Photo Editor 10.0.10011.16384": true,
	} {
		want := ""
		if edited {
			want = software
		}
		if got := (Facts{Software: software}).EditedBy(); got != want {
			t.Errorf("%q: %q", software, got)
		}
	}
}
