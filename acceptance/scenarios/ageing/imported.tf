import {
  to = kfm_zone.soils
  id = "work:soils-work"
}

import {
  to = kfm_zone.served
  id = "published:soils-served"
}

import {
  to = kfm_zone.own
  id = "kfm-dev-work-123456789012"
}
