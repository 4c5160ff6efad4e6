package views

// htmxConfig keeps htmx within the Content-Security-Policy (no eval, no style element of its own) and lets it show the form
// again on 422 and the refusal on 4xx and 5xx, instead of dropping the answer.
const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// themeAuto follows the system; in Page.Theme it is the empty string.
const themeAuto = "auto"

var (
	themes = []string{themeAuto, "light", "dark"}
	units  = []string{UnitYuan, UnitWan}
)

func (p *Page) theme() string {
	if p.Theme == "" {
		return themeAuto
	}
	return p.Theme
}

func (p *Page) unit() string {
	if p.Unit == "" {
		return UnitYuan
	}
	return p.Unit
}

// Short is the language's name where there is little room.
func (l Lang) Short() string {
	switch l {
	case En:
		return "EN"
	case ZhTW:
		return "繁"
	}
	return "简"
}

// Tone colours a notice or a chip.
type Tone string

// The tones. Done is pine, Milestone and Warning gold, Bad red; Wait is grey, for what lies ahead.
const (
	Info      Tone = "info"
	Done      Tone = "done"
	Milestone Tone = "milestone"
	Warning   Tone = "warning"
	Bad       Tone = "bad"
	Wait      Tone = "wait"
)
