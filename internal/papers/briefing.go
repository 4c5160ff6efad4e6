package papers

import (
	"fmt"
	"strconv"
)

// BriefGroup is one heading of the briefing with its figures, each as it is read.
type BriefGroup struct {
	Title   string
	Figures []string
}

// BriefRow is a county or a programme of the briefing.
type BriefRow struct {
	Name           string
	Received, Paid Fen
	Helped         int
}

// Briefing is 领导汇报: the federation's work on one page, as of an entry of the journal.
type Briefing struct {
	Head
	AsOf               Day
	Entry              int64
	Groups             []BriefGroup
	Counties, Programs []BriefRow
	Received, Paid     Fen
	Helped             int
}

func (t *Briefing) head() *Head { return &t.Head }

func (t *Briefing) draw(s *sheet) {
	s.title()
	list := make([]pair, 0, len(t.Groups)+1)
	for _, g := range t.Groups {
		words := ""
		for i, f := range g.Figures {
			if i > 0 {
				words += "；"
			}
			words += f
		}
		list = append(list, pair{g.Title, words})
	}
	s.pairs(append(list, pair{"数据截至", fmt.Sprintf("%s，账册第 %d 条记录", dayText(t.AsOf), t.Entry)}))
	t.rows(s, "区县", t.Counties)
	t.rows(s, "项目", t.Programs)
	s.notes("受益人次按已拨付的名额计，同一儿童每学期（年）各计一次，与人数不可比。", "人次、人数、场次和例数分别统计，不相加、不相除。")
}

func (t *Briefing) rows(s *sheet, by string, list []BriefRow) {
	rows := make([][]string, 0, len(list)+1)
	add := func(name string, received, paid Fen, helped int) {
		rate := "——"
		if received > 0 {
			rate = strconv.FormatInt(int64(paid)*1000/int64(received)/10, 10) + "." + strconv.FormatInt(int64(paid)*1000/int64(received)%10, 10) + "%"
		}
		rows = append(rows, []string{name, received.String(), paid.String(), (received - paid).String(), rate, strconv.Itoa(helped)})
	}
	for _, r := range list {
		add(r.Name, r.Received, r.Paid, r.Helped)
	}
	add("合计", t.Received, t.Paid, t.Helped)
	s.table([]tableColumn{{title: by, share: 40}, {title: "到账（元）", share: 30, right: true}, {title: "支出（元）", share: 30, right: true}, {title: "结余（元）", share: 30, right: true}, {title: "执行率", share: 16, right: true}, {title: "受益人次", share: 18, right: true}}, rows)
}
